# The node half of the hostpath CSI driver, on every client: stages and publishes volumes.
variable "job_id" {
  type = string
}

variable "plugin_id" {
  type = string
}

variable "image" {
  type = string
}

job "csi-plugin-node" {
  id   = var.job_id
  name = var.job_id
  type = "system"

  group "node" {
    task "driver" {
      driver = "docker"

      config {
        image = var.image

        args = [
          "--endpoint", "unix:///csi/csi.sock",
          "--node-id", "${node.unique.name}",
          "--driver-name", "hostpath.csi.nomad-e2e",
          "--shared", "/shared",
          "--mode", "node",
        ]

        cap_add      = ["SYS_ADMIN"]
        security_opt = ["seccomp=unconfined", "apparmor=unconfined"]
        volumes      = ["/srv/csi-shared:/shared"]
      }

      csi_plugin {
        id        = var.plugin_id
        type      = "node"
        mount_dir = "/csi"
      }

      resources {
        cpu    = 50
        memory = 96
      }
    }
  }
}
