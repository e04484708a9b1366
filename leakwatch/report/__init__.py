"""What leaves the house about a matter: the case file to read, the evidence bundle to check."""
