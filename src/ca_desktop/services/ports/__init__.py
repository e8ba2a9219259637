"""What the outside must offer: protocols and the values they exchange."""
