"""What a planned session would ask of each muscle group."""
