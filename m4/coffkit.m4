# Checks that coffkit's configure makes more than once or that need a comment of their own.

# COFF_TRY_CFLAGS(VARIABLE, FLAGS): append to VARIABLE each flag that the compiler takes.
# -Werror in the probe because clang only warns about a warning flag that it does not know.
AC_DEFUN([COFF_TRY_CFLAGS], [
AC_SUBST([$1])
for coff_flag in m4_normalize([$2]); do
  AS_VAR_PUSHDEF([coff_var], [coff_cv_cflag_$coff_flag])
  AC_CACHE_CHECK([whether $CC takes $coff_flag], [coff_var],
    [coff_save_CFLAGS=$CFLAGS
     CFLAGS="$CFLAGS -Werror $coff_flag"
     AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])], [AS_VAR_SET([coff_var], [yes])],
       [AS_VAR_SET([coff_var], [no])])
     CFLAGS=$coff_save_CFLAGS])
  AS_VAR_IF([coff_var], [yes], [AS_VAR_APPEND([$1], [" $coff_flag"])])
  AS_VAR_POPDEF([coff_var])
done
])

# COFF_NEED_CFLAGS(VARIABLE, FLAGS): append FLAGS, or stop: a build that was asked for sanitizers
# and silently has none would pass tests that it never ran.
AC_DEFUN([COFF_NEED_CFLAGS], [
AC_SUBST([$1])
AC_MSG_CHECKING([whether $CC links with $2])
coff_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS $2"
AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AC_MSG_RESULT([yes])],
  [AC_MSG_RESULT([no])
   AC_MSG_ERROR([$CC cannot build with $2])])
CFLAGS=$coff_save_CFLAGS
AS_VAR_APPEND([$1], [" $2"])
])

# COFF_AS_NEEDED: can the linker leave out libraries that a program does not use? Sets AS_NEEDED_LDFLAGS.
AC_DEFUN([COFF_AS_NEEDED], [
AC_CACHE_CHECK([whether the linker takes --as-needed], [coff_cv_as_needed],
  [coff_save_LDFLAGS=$LDFLAGS
   LDFLAGS="$LDFLAGS -Wl,--as-needed"
   AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [coff_cv_as_needed=yes], [coff_cv_as_needed=no])
   LDFLAGS=$coff_save_LDFLAGS])
AS_IF([test "x$coff_cv_as_needed" = xyes], [AS_NEEDED_LDFLAGS=-Wl,--as-needed])
AC_SUBST([AS_NEEDED_LDFLAGS])
])

# COFF_VERSION_SCRIPT: does the linker take a version script? Sets HAVE_VERSION_SCRIPT.
AC_DEFUN([COFF_VERSION_SCRIPT], [
AC_CACHE_CHECK([whether the linker takes a version script], [coff_cv_version_script],
  [AS_ECHO(["CONFTEST_0 { global: main; local: *; };"]) > conftest.map
   coff_save_LDFLAGS=$LDFLAGS
   LDFLAGS="$LDFLAGS -Wl,--version-script=conftest.map"
   AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [coff_cv_version_script=yes],
     [coff_cv_version_script=no])
   LDFLAGS=$coff_save_LDFLAGS
   rm -f conftest.map])
AM_CONDITIONAL([HAVE_VERSION_SCRIPT], [test "x$coff_cv_version_script" = xyes])
])
