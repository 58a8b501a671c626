"""Answers explained, and questions that can be looked up again by an identifier on paper."""
