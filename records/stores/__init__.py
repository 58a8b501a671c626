"""Where personal data is kept, and what the engine must know to erase it there."""
