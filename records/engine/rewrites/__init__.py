"""Writing the files of tables anew after runs in place: what is due, when, and what it covers."""
