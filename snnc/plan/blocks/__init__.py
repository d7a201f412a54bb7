"""The blocks of a core: each is the one place for its sizes, memory images, parameters and registers."""
