"""Mail that leaves the register: a row before it is sent, and the proof afterwards."""
