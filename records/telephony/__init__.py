"""The telephony store in our own PostgreSQL: call records, and generated ones to try with."""
