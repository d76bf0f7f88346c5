namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);

    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));
    public static Device MPS => InitializeDevice(new Device(DeviceType.MPS));

    public static Device device(string description) => InitializeDevice(new Device(description));
    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(int index) => new(DeviceType.CUDA, index);

    /// <summary>Where a tensor lives. An index of -1 means the current one of its type.</summary>
    public class Device
    {
        public Device(string description)
        {
            string[] parts = description.Split(':');
            type = Enum.Parse<DeviceType>(parts[0].ToUpperInvariant());
            if (parts.Length == 2) index = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        public Device(string deviceType, int index = -1)
        {
            type = Enum.Parse<DeviceType>(deviceType.ToUpperInvariant());
            this.index = index;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index)
        {
            type = DeviceType.CUDA;
            this.index = index;
        }

        public DeviceType type { get; private set; } = DeviceType.CPU;
        public int index { get; private set; } = -1;

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => type == DeviceType.CPU ? "cpu"
            : index == -1 ? type.ToString().ToLowerInvariant()
            : $"{type.ToString().ToLowerInvariant()}:{index}";
    }
}
