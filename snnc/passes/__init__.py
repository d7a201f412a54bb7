"""The passes from Network to HardwarePlan, one per file, and the pipeline."""
