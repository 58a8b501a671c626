"""Erasing what the register keeps of people itself once its own term is over."""
