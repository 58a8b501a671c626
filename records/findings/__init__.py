"""What is wrong with keeping and erasing, added to the findings of the whole register."""
