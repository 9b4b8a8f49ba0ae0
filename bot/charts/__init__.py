"""Pictures of figures; what is heavy to import is imported where it is drawn."""
