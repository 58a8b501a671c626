"""Privacy statements: drawn from the register, approved by a person, published for good."""
