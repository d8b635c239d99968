"""What an exercise must prove before students see it."""
