"""What a refresh brought, told to people."""
