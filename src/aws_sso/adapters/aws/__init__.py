"""AWS's services, over HTTPS."""
