"""Paper: documents as pictures, the printers of this computer and their queues."""
