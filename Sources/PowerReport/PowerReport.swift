// PowerReport
