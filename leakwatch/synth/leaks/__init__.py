"""Ways of leaking, one file each, written from case descriptions and blind to any detector."""
