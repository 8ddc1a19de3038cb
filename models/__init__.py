"""The workshop: what builds and proves the models that ship."""
