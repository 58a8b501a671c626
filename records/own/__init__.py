"""What the register itself keeps of people: from the declarations of its own tables."""
