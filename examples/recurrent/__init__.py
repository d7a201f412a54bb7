"""The recurrent network of the BindsNET guide."""
