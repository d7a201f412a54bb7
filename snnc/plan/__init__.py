"""HardwarePlan: cores, routers, memory images, names, liveness."""
