"""The roof: public pages, portal, overview. It may use every app; no app uses it."""
