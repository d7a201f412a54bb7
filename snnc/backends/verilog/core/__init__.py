"""The Verilog of a core: one section a file, each with a template of its own in ``templates/core``."""
