"""Records and their consequences: retention, anonymisation, and the proof of both."""
