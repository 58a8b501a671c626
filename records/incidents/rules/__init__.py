"""What the law and the method say of incidents: pure, without a database or a clock."""
