#include <dlfcn.h>
#include <stddef.h>
#if __has_include(<suitesparse/cholmod.h>)
#include <suitesparse/cholmod.h>
#else
#include <cholmod.h>
#endif

// CHOLMOD's loops over supernodes ask OpenMP for four threads whatever the environment says. They wait
// for each other far longer than they work, and a run has its own threads. Nothing happens where
// CHOLMOD was built without OpenMP.
static inline void cholmod_use_one_thread(void) {
  void (*set_levels)(int) = (void (*)(int))dlsym(NULL, "omp_set_max_active_levels");
  if (set_levels) set_levels(0);
}

// Swift sees the list of orderings as a tuple.
static inline void cholmod_prefer_supernodal(cholmod_common *common) {
  common->supernodal = CHOLMOD_SUPERNODAL;
  common->nmethods = 1;
  common->method[0].ordering = CHOLMOD_AMD;
  common->postorder = 1;
  common->print = 0;
}
