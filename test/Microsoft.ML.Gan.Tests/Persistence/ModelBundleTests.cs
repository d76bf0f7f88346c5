using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>Bundles of kinds that the library does not have: any number of components, one reader and one writer.</summary>
[TestClass]
public class ModelBundleTests
{
    private const string Kind = "threeNetworks";

    private static readonly string[] _names = ["encoder", "generator", "critic-2"];

    [TestMethod]
    public void Read_three_components_gives_description_configs_and_weights_from_file_and_folder()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var networks = _names.Select((_, i) => nn.Linear(2, i + 1)).ToArray();
        var file = Write(networks);
        Parts.Of(file).Unpack(folder["bundle"]);

        ModelFile.Read(new MemoryStream(file), "a bundle", AssertRead);
        ModelFile.Read(folder["bundle"], "a bundle", AssertRead);

        bool AssertRead(IModelFiles files)
        {
            var bundle = ModelBundle.Read(files, Kind, "another");
            Assert.AreEqual(Kind, bundle.Kind);
            for (var i = 0; i < _names.Length; i++)
            {
                var component = bundle.Component(_names[i]);
                var config = component.ReadConfig<Config>();
                var read = component.LoadNetwork(() => 2L * config.Outputs, () => nn.Linear(2, config.Outputs), mustBeFinite: true);
                Assert.AreEqual(new Description("cats", i + 1), bundle.Describe<Description>(config, _ => { }));
                CollectionAssert.AreEqual(networks[i].weight.data<float>().ToArray(), read.weight.data<float>().ToArray());
                CollectionAssert.AreEqual(networks[i].bias!.data<float>().ToArray(), read.bias!.data<float>().ToArray());
            }

            return true;
        }
    }

    [TestMethod]
    public void Read_no_components_gives_the_description()
    {
        using var file = new MemoryStream();
        ModelFile.Write(file, files => ModelBundle.Write(files, Kind, new JsonObject { ["topic"] = "cats", ["outputs"] = 7 }));

        var description = ModelFile.Read(file, "a bundle", files => ModelBundle.Read(files, Kind).Describe<Description>(config: null, _ => { }));

        Assert.AreEqual(new Description("cats", 7), description);
    }

    [TestMethod]
    public void Read_unknown_kind_names_it_and_the_known_kinds()
    {
        var error = Refused(Parts.Of(Write(nn.Linear(2, 1))), "first", "second");

        Assert.Contains($"the model is of the kind '{Kind}', which is not known here. Known: first, second.", error);
    }

    [TestMethod]
    public void LoadGan_unknown_kind_names_it_and_the_kinds_of_the_library()
    {
        var file = Write(nn.Linear(2, 1));

        var error = Assert.ThrowsExactly<InvalidDataException>(() => new MLContext().Model.LoadGan(new MemoryStream(file))).Message;

        Assert.Contains($"the model is of the kind '{Kind}', which is not known here. Known: GanTransformer, ImageCnnTransformer.", error);
    }

    [TestMethod]
    public void LoadGan_another_kind_of_the_library_names_both_kinds()
    {
        var parts = Parts.OfTiny().Edit(Parts.Index, index => index["class"] = "ImageCnnTransformer");

        var error = Assert.ThrowsExactly<InvalidDataException>(() => new MLContext().Model.LoadGan(new MemoryStream(parts.ToFile()))).Message;

        Assert.Contains("model_index.json: the model is of the kind 'ImageCnnTransformer', and 'GanTransformer' is expected.", error);
    }

    [TestMethod]
    public void Component_missing_names_it_and_those_that_are_there()
    {
        var parts = Parts.Of(Write(nn.Linear(2, 1), nn.Linear(2, 2))).Edit(Parts.Index, index => index["components"]!.AsObject().Remove("generator"));

        var error = Refused(parts, Kind);

        Assert.Contains("model_index.json: the component 'generator' is missing. There are: encoder.", error);
    }

    [TestMethod]
    [DataRow("config.json")]
    [DataRow("model.safetensors")]
    public void Component_without_a_part_names_the_part(string part)
    {
        var parts = Parts.Of(Write(nn.Linear(2, 1), nn.Linear(2, 2)));
        parts.Content.Remove("generator/" + part);

        Assert.Contains($"generator/{part}: the part is missing.", Refused(parts, Kind));
    }

    [TestMethod]
    public void Read_component_that_nobody_knows_is_ignored()
    {
        var parts = Parts.Of(Write(nn.Linear(2, 1), nn.Linear(2, 2))).Edit(Parts.Index, index => index["components"]!["novelty"] = "../../novelty");

        Load(parts, Kind);
    }

    [TestMethod]
    public void Read_two_components_of_one_name_is_refused()
    {
        var parts = Parts.Of(Write(nn.Linear(2, 1), nn.Linear(2, 2)));
        var text = parts.Text(Parts.Index);

        var error = Refused(parts.Replace(Parts.Index, text.Replace("\"generator\": \"generator\"", "\"encoder\": \"generator\"", StringComparison.Ordinal)), Kind);

        Assert.Contains("'encoder' is given twice", error);
    }

    [TestMethod]
    public void Read_two_components_in_one_folder_is_refused()
    {
        var parts = Parts.Of(Write(nn.Linear(2, 1), nn.Linear(2, 2))).Edit(Parts.Index, index => index["components"]!["generator"] = "encoder");

        Assert.Contains("the components 'encoder' and 'generator' share the folder 'encoder'", Refused(parts, Kind));
    }

    [TestMethod]
    public void Write_two_components_of_one_name_is_refused()
    {
        using var scope = NewDisposeScope();
        using var file = new MemoryStream();
        var component = new SavedComponent("generator", new Config(1), nn.Linear(2, 1));

        var error = Assert.ThrowsExactly<ArgumentException>(() => ModelFile.Write(file, files => ModelBundle.Write(files, Kind, [], component, component)));

        Assert.Contains("Two components have the name 'generator'", error.Message);
    }

    [TestMethod]
    public void Write_name_that_is_a_path_is_refused()
    {
        using var scope = NewDisposeScope();
        using var file = new MemoryStream();
        var component = new SavedComponent("../generator", new Config(1), nn.Linear(2, 1));

        Assert.ThrowsExactly<ArgumentException>(() => ModelFile.Write(file, files => ModelBundle.Write(files, Kind, [], component)));
    }

    private static byte[] Write(params Linear[] networks)
    {
        using var file = new MemoryStream();
        ModelFile.Write(file, files => ModelBundle.Write(
            files,
            Kind,
            new JsonObject { ["topic"] = "cats" },
            [.. networks.Select((network, i) => new SavedComponent(_names[i], new Config(i + 1), network))]));
        return file.ToArray();
    }

    private static string Refused(Parts parts, params string[] kinds) => Assert.ThrowsExactly<InvalidDataException>(() => Load(parts, kinds)).Message;

    /// <summary>Reads a bundle of an encoder and a generator.</summary>
    private static void Load(Parts parts, params string[] kinds)
    {
        using var scope = NewDisposeScope();
        ModelFile.Read(new MemoryStream(parts.ToFile()), "a bundle", files =>
        {
            var bundle = ModelBundle.Read(files, kinds);
            foreach (var name in _names[..2])
            {
                var component = bundle.Component(name);
                var config = component.ReadConfig<Config>();
                component.LoadNetwork(null, () => nn.Linear(2, config.Outputs), mustBeFinite: true);
            }

            return bundle;
        });
    }

    private sealed record Config(int Outputs);

    private sealed record Description(string Topic, int Outputs);
}
