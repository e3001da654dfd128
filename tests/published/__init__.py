"""Published reports rendered from data in many layouts, and how well they are read back."""
