"""What services need from outside, as small protocols; a fake and the real part pass the same tests."""
