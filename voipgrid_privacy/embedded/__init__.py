"""What the one-command start needs: a PostgreSQL of our own, a broker in it, one supervisor.

For trial and development. ``DATABASE_URL`` and ``CELERY_BROKER_URL`` switch to real servers, and
nothing here runs then but the supervisor.
"""
