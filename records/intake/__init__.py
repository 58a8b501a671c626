"""How requests of people come in: a public form, files, mail that was forwarded."""
