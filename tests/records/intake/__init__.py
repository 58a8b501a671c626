"""What comes in: files, mail, answers between pages."""
