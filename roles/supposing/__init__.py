"""What if: roles and consequences of facts that are only supposed; nothing is written."""
