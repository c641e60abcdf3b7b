"""What the lessons show stage by stage, computed by the same calls as everything else."""
