"""The neuron update language: one program, read by the float reference, golden and Verilog."""
