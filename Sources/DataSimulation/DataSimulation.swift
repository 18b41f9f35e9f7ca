// DataSimulation
