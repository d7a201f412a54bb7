"""Handwritten digits, 8 x 8 pixels, classified by spike count."""
