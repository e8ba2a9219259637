"""Use-cases: one public function per thing an office does."""
