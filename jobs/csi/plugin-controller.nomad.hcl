# The controller half of the hostpath CSI driver: creates, attaches and snapshots volumes. One instance is enough.
variable "job_id" {
  type = string
}

variable "plugin_id" {
  type = string
}

variable "image" {
  type = string
}

job "csi-plugin-controller" {
  id   = var.job_id
  name = var.job_id
  type = "service"

  group "controller" {
    task "driver" {
      driver = "docker"

      config {
        image = var.image

        args = [
          "--endpoint", "unix:///csi/csi.sock",
          "--node-id", "${node.unique.name}",
          "--driver-name", "hostpath.csi.nomad-e2e",
          "--shared", "/shared",
          "--mode", "controller",
        ]

        volumes = ["/srv/csi-shared:/shared"]
      }

      csi_plugin {
        id        = var.plugin_id
        type      = "controller"
        mount_dir = "/csi"
      }

      resources {
        cpu    = 50
        memory = 96
      }
    }
  }
}
