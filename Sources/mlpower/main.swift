print("mlpower")
