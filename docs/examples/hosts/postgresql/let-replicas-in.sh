#!/bin/sh
# Run once by the image of PostgreSQL as it makes the database: replicas may follow it, with a password.
echo "host replication all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
