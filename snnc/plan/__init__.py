"""The HardwarePlan: cores, routers, memory images, cycle model, liveness."""
