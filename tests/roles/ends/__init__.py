"""Return or deletion after a service (GDPR Art. 28(3)(g))."""
