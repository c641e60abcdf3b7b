"""Operations on arrays, each forward beside its backward: what `import engine` makes public."""
