import CGSL

/// GSL's way with errors: return values instead of its default, which aborts the program.
enum GSLErrors {
  /// Touched by every entry point that calls GSL; evaluating it switches the aborts off, once.
  static let areReturned: Bool = {
    _ = gsl_set_error_handler_off()
    return true
  }()
}
