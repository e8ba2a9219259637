"""What the outside must offer: protocols, read rows, and the `Ports` every use-case takes."""
