// An assembly with a row or more in most metadata tables. The resource is this file's first name.
using System.Reflection;
using System.Runtime.InteropServices;
[assembly: AssemblyVersion("1.2.3.4")]
[assembly: AssemblyTitle("net \u00e4")]
[assembly: System.Runtime.Versioning.TargetFramework(".NETFramework,Version=v4.7")]
public interface I { int F(int x); event System.Action E; int P { get; set; } }
public class G<T> where T : I
{
  public T x;
  public enum K { A, B = 7 }
  public static int[] Table = {1, 2, 3, 4, 5, 6};
  public static void M(System.Collections.Generic.List<T> l) { l.Clear(); N.Beep(1, 2); }
}
[StructLayout(LayoutKind.Explicit, Size = 8)] public struct S { [FieldOffset(4)] public int f; }
static class N { [DllImport("kernel32")] public static extern int Beep(int a, int b); }
